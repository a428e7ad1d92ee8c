/**
 * « Paramètres d’affichage »: opens the dialog that the footer carries and keeps the choice on the device.
 * Plain listeners, so that it works on pages that run no React at all.
 */
export const watchDisplaySettings = () => {
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const dialog = document.querySelector<HTMLDialogElement>("dialog#display-settings");
    if (!target || !dialog) return;
    if (target.closest("[data-display-settings=open]")) {
      const scheme = document.documentElement.dataset.frScheme ?? "system";
      for (const radio of dialog.querySelectorAll<HTMLInputElement>("input[name=scheme]")) {
        radio.checked = radio.value === scheme;
      }
      dialog.showModal();
    } else if (target.closest("[data-display-settings=close]") || target === dialog) {
      dialog.close();
    }
  });
  document.addEventListener("change", (event) => {
    const radio = event.target;
    if (!(radio instanceof HTMLInputElement) || radio.name !== "scheme") return;
    try {
      localStorage.setItem("scheme", radio.value);
    } catch {
      // Storage can be forbidden: the choice then holds for this page only.
      document.documentElement.dataset.frTheme = radio.value === "dark" ? "dark" : "light";
    }
    document.dispatchEvent(new Event("guichet:scheme"));
  });
};
