import type { Metadata } from "next";
import { AdminApp } from "@/components/admin/AdminApp";

export const metadata: Metadata = { title: "Admin" };

/** `/admin`, with `?part=…` for one of its parts: for whoever runs the server. */
export default function AdminPage() {
  return <AdminApp />;
}
