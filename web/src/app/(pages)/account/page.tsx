import type { Metadata } from "next";
import { AccountApp } from "@/components/account/AccountApp";

export const metadata: Metadata = { title: "Account" };

/** `/account`: who one is here, where one is signed in, and how to leave. */
export default function AccountPage() {
  return <AccountApp />;
}
