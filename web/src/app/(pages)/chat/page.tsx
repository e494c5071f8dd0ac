import type { Metadata } from "next";
import { ChatApp } from "@/components/chat/ChatApp";

export const metadata: Metadata = { title: "Chat" };

/** `/chat`, or `/chat?id=…` for one conversation. */
export default function ChatPage() {
  return <ChatApp />;
}
