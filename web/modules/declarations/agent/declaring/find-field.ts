/** Goes to a field by its path: the half of an amount that is empty, else the first; then writes go there. */
export const goToField = (path: string): void => {
  const at = (one: string) => document.getElementById(`champ-${one}`);
  const halves = [at(`${path}.gross`), at(`${path}.net`)].filter((one) => one !== null);
  const empty = halves.find((one) => one instanceof HTMLInputElement && one.value === "");
  const field = at(path) ?? empty ?? halves[0];
  field?.scrollIntoView({ block: "center" });
  field?.focus({ preventScroll: true });
};
