// Sets the theme before the first paint. "scheme" is light, dark or system (default).
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    let scheme = "system";
    try {
      scheme = localStorage.getItem("scheme") || scheme;
    } catch {
      // Storage can be forbidden: the system's theme is a fine answer.
    }
    root.dataset.frScheme = scheme;
    root.dataset.frTheme = scheme === "system" ? (dark.matches ? "dark" : "light") : scheme;
  };
  apply();
  dark.addEventListener("change", apply);
  document.addEventListener("guichet:scheme", apply);
})();
