/** The browser's storage may be full or forbidden: reading then finds nothing and writing says it failed. */
export const readDevice = (
  key: string,
  storage: "localStorage" | "sessionStorage" = "localStorage",
): string | null => {
  try {
    return globalThis[storage].getItem(key);
  } catch {
    return null;
  }
};

/** Keeps a text on this device, or removes it with null. False when the browser refused. */
export const writeDevice = (
  key: string,
  text: string | null,
  storage: "localStorage" | "sessionStorage" = "localStorage",
): boolean => {
  try {
    if (text === null) globalThis[storage].removeItem(key);
    else globalThis[storage].setItem(key, text);
    return true;
  } catch {
    return false;
  }
};

/** Names of what is kept on this device; none when the browser refuses. */
export const deviceKeys = (): string[] => {
  try {
    return Object.keys(globalThis.localStorage);
  } catch {
    return [];
  }
};
