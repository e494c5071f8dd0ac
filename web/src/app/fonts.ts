import localFont from "next/font/local";

/*
 * Every font is a file of this server. All but Inter are fetched only once a style names them: text
 * fonts when they are chosen, the code font with the first code.
 *
 * They hold the letters of Western European languages. What they lack (Central European marks,
 * Vietnamese, Greek, Cyrillic and all other scripts) is written in the system's own font, letter by
 * letter: decided so for the size of the binary and because systems have them.
 */

const inter = localFont({
  src: "../../node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
  variable: "--font-inter",
  weight: "100 900",
  display: "swap",
});

const geist = localFont({
  src: "../../node_modules/@fontsource-variable/geist/files/geist-latin-wght-normal.woff2",
  variable: "--font-geist",
  weight: "100 900",
  display: "swap",
  preload: false,
});

const plex = localFont({
  src: "../../node_modules/@fontsource-variable/ibm-plex-sans/files/ibm-plex-sans-latin-wght-normal.woff2",
  variable: "--font-plex",
  weight: "100 700",
  display: "swap",
  preload: false,
});

const manrope = localFont({
  src: "../../node_modules/@fontsource-variable/manrope/files/manrope-latin-wght-normal.woff2",
  variable: "--font-manrope",
  weight: "200 800",
  display: "swap",
  preload: false,
});

const mona = localFont({
  src: "../../node_modules/@fontsource-variable/mona-sans/files/mona-sans-latin-wght-normal.woff2",
  variable: "--font-mona",
  weight: "200 900",
  display: "swap",
  preload: false,
});

const jetbrains = localFont({
  src: "../../node_modules/@fontsource-variable/jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2",
  variable: "--font-jetbrains",
  weight: "100 800",
  display: "swap",
  preload: false,
});

/** The classes that give each font's variable; which of them is used is the style sheet's matter. */
export const fontVariables = [inter, geist, plex, manrope, mona, jetbrains]
  .map(({ variable }) => variable)
  .join(" ");
