"use client";

import { memo, useState } from "react";
import { useStore } from "zustand";
import { Icon } from "@/components/Icon";
import { useSetting } from "@/hooks/useSetting";
import { allowedImages, allowHost, allowImage, isAllowed } from "./allowed";

type RemoteImageProps = {
  /** An `https:` address. */
  readonly href: string;
  readonly host: string;
  readonly alt: string;
};

const action =
  "inline-flex min-h-8 items-center rounded-control px-2 text-accent transition-colors duration-120 ease-out hover:bg-hover touch:min-h-11";

/**
 * An image from elsewhere. Its address can carry away what was said, so nothing is asked there until
 * the reader allows the image, its host, or (by setting) every image.
 */
export const RemoteImage = memo(function RemoteImage({ href, host, alt }: RemoteImageProps) {
  const all = useSetting("images") === "allow";
  const allowed = useStore(allowedImages, (state) => isAllowed(state, href, host));
  const [failed, setFailed] = useState(false);

  if ((all || allowed) && !failed) {
    return (
      // biome-ignore lint/performance/noImgElement: a static export optimises no images.
      <img
        src={href}
        alt={alt}
        data-slot="image"
        // Who asks and from which chat is nobody's business there.
        referrerPolicy="no-referrer"
        loading="lazy"
        decoding="async"
        className="my-1 inline-block max-h-120 max-w-full rounded-card border border-line bg-sunken"
        onError={() => setFailed(true)}
      />
    );
  }
  return (
    <span
      data-slot="image-placeholder"
      className="my-1 inline-flex max-w-full flex-wrap items-center gap-x-2 rounded-card border border-line bg-sunken py-1 ps-3 pe-1 align-middle text-ui text-muted"
    >
      <Icon name="image" />
      <span className="min-w-0 wrap-anywhere">
        {alt || "Image"}
        <span className="text-faint">
          {failed ? " could not be loaded from " : " on "}
          {host}
        </span>
      </span>
      <span className="inline-flex flex-wrap">
        <button
          type="button"
          className={action}
          aria-label={`Load image${alt ? `: ${alt}` : ""}, from ${host}`}
          onClick={() => {
            setFailed(false);
            allowImage(href);
          }}
        >
          {failed ? "Try again" : "Load image"}
        </button>
        <button type="button" className={action} onClick={() => allowHost(host)}>
          Always from {host}
        </button>
      </span>
    </span>
  );
});
