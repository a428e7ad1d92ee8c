/** Canonical form of an address for comparison: trimmed, lower case. No provider-specific folding. */
export const canonicalEmail = (email: string) => email.trim().toLowerCase();
