"use client";

import { useEffect } from "react";
import { useStore } from "zustand";
import { newsStore } from "./news";
import { iconWith, mostUrgent, type Sign, titleWith } from "./signs";

type PageTitleProps = { readonly title: string; readonly running?: boolean };

/** The tab's name and icon: which chat it is, and what came to pass in any while it was out of sight. */
export function PageTitle({ title, running = false }: PageTitleProps) {
  const news = useStore(newsStore, (state) => state.news);
  const sign = mostUrgent([running ? "running" : "none", ...Object.values(news)]);
  useEffect(() => {
    document.title = titleWith(sign, title);
  }, [sign, title]);
  useEffect(() => showIcon(sign), [sign]);
  return null;
}

/** Changes the icon that the page came with; gives what puts it back. */
function showIcon(sign: Sign): (() => void) | undefined {
  const href = iconWith(sign);
  const link = document.querySelector<HTMLLinkElement>("link[rel=icon]");
  if (href === undefined || link === null) return undefined;
  const before = link.href;
  link.href = href;
  return () => {
    link.href = before;
  };
}
