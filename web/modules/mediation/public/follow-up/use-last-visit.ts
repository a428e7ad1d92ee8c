import { useEffect, useState } from "react";
import type { FollowUpView } from "../../../../../shared/mediation/schema.ts";
import { readDevice, writeDevice } from "../../../../app/device-storage.ts";

/**
 * The instant of the newest line seen at the last visit on this device, ISO; null at the first one, when everything
 * would be new. Kept for the next visit.
 */
export const useLastVisit = ({ link, entries }: FollowUpView): string | null => {
  const key = `guichet:vu:${link.number}`;
  const [before] = useState(() => readDevice(key));
  const newest = entries.at(-1)?.at;
  useEffect(() => {
    if (newest) writeDevice(key, newest);
  }, [key, newest]);
  return before;
};
