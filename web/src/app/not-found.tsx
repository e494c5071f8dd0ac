import type { Metadata } from "next";
import { Mark } from "@/components/layout/Mark";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <main className="grid h-dvh place-content-center justify-items-center gap-4 px-6 text-center">
      <Mark className="text-accent" />
      <h1 className="text-title font-strong">There is no such page</h1>
      <p className="text-muted">
        It may have moved, or the address is not quite right.{" "}
        <a href="/chat" className="text-accent underline underline-offset-4">
          Open the chat
        </a>
      </p>
    </main>
  );
}
