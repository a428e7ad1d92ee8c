import { readDevice, writeDevice } from "../device-storage.ts";

const key = "guichet.organisation";

/** The organisation last worked for on this device. */
export const rememberedOrganisation = () => readDevice(key) ?? undefined;

/** Kept for the next visit; a browser that refuses storage opens the first organisation instead. */
export const rememberOrganisation = (slug: string) => {
  writeDevice(key, slug);
};
