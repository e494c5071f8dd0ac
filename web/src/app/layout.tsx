import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import { settingsScript } from "@/lib/settings";
import "@/styles/globals.css";
import { fontVariables } from "./fonts";

export const metadata: Metadata = {
  title: { default: "Thalweg", template: "%s · Thalweg" },
  description: "A streaming chat whose answers survive a refresh, a lost network and a restart.",
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  viewportFit: "cover",
  interactiveWidget: "resizes-content",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#fafafa" },
    { media: "(prefers-color-scheme: dark)", color: "#09090b" },
  ],
};

export default function RootLayout({ children }: { readonly children: ReactNode }) {
  // The head's script sets attributes before React looks, hence the suppressed comparison.
  return (
    <html lang="en" className={fontVariables} suppressHydrationWarning>
      <head>
        <script>{settingsScript}</script>
      </head>
      <body>{children}</body>
    </html>
  );
}
