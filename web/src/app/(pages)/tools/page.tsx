import type { Metadata } from "next";
import { ToolsApp } from "@/components/tools/ToolsApp";

export const metadata: Metadata = { title: "Tools" };

/** `/tools`, with `?tool=…` and `&job=…` for one tool and one call of it. */
export default function ToolsPage() {
  return <ToolsApp />;
}
