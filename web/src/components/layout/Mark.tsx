/** The mark: three lines of current, the middle one full. */
export function Mark({ className }: { readonly className?: string }) {
  return (
    <svg
      viewBox="0 0 28 24"
      width="28"
      height="24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      aria-hidden="true"
      className={className}
    >
      <path opacity="0.4" d="M2 4c5 0 7 3 12 3s7-3 12-3" />
      <path d="M2 11c5 0 7 4 12 4s7-4 12-4" />
      <path opacity="0.4" d="M2 19c5 0 7 3 12 3s7-3 12-3" />
    </svg>
  );
}
