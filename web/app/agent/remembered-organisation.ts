const key = "guichet.organisation";

/** The organisation last worked for on this device; undefined when storage is refused or empty. */
export function rememberedOrganisation(): string | undefined {
  try {
    return localStorage.getItem(key) ?? undefined;
  } catch {
    // Storage can be forbidden by the browser: the first organisation of the account is then opened.
    return undefined;
  }
}

export function rememberOrganisation(slug: string) {
  try {
    localStorage.setItem(key, slug);
  } catch {
    // See above: nothing is lost, the choice holds for this page.
  }
}
