/**
 * Leaves of each font face the woff2 file alone. KaTeX names woff and ttf beside it, for browsers
 * that cannot run this page anyway, and every file that is named ends up in the binary.
 */
const plugin = () => ({
  postcssPlugin: "woff2-only",
  AtRule: {
    "font-face": (rule) => {
      rule.walkDecls("src", (declaration) => {
        const sources = declaration.value.split(/,\s*(?=url\()/);
        const kept = sources.filter((source) => source.includes("woff2"));
        if (kept.length > 0 && kept.length < sources.length) declaration.value = kept.join(", ");
      });
    },
  },
});
plugin.postcss = true;

module.exports = plugin;
