/** Whether this is a zone of the IANA database, as the runtime knows it; an offset such as `+02:00` is none. */
export const isTimeZone = (name: string): boolean => {
  if (!/^[A-Z]/i.test(name)) return false;
  try {
    return new Intl.DateTimeFormat("fr-FR", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
};
