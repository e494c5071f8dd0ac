import { sentence } from "./sentence";

/** A server's words as a sentence; names that it sets between backticks look like what they are. */
export function ServerWords({ text }: { readonly text: string }) {
  const pieces = sentence(text).split(/(`[^`]+`)/);
  return pieces.map((piece, index) =>
    piece.length > 2 && piece.startsWith("`") && piece.endsWith("`") ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one text keep their places.
      <code key={index} className="font-mono text-[0.925em] wrap-anywhere">
        {piece.slice(1, -1)}
      </code>
    ) : (
      piece
    ),
  );
}
