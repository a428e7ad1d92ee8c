/** Opens an address that was just given to this person in a tab of its own. */
export const openTab = (url: string): void =>
  Object.assign(document.createElement("a"), {
    href: url,
    target: "_blank",
    rel: "noopener noreferrer",
  }).click();
