import { type QueryClient, queryOptions, useQuery } from "@tanstack/react-query";
import {
  type BodySettings,
  type ChangeDeadline,
  type ChangeVatList,
  type DeadlineSetting,
  type VatListSetting,
  vatListsOf,
} from "../../../../shared/declarations/body-settings.ts";
import { usualVatLists, type VatLists } from "../../../../shared/declarations/territory.ts";
import { call } from "../../../app/api.ts";

/** Deadlines of bodies and usual rates, as the platform set them for everybody. */
export const bodySettingsQuery = queryOptions({
  queryKey: ["body-settings"],
  queryFn: ({ signal }) =>
    call<BodySettings>("GET", "/api/declarations/body-settings", undefined, { signal, background: true }),
});

export const changeDeadline = (input: ChangeDeadline) =>
  call<DeadlineSetting>("PUT", "/api/declarations/body-settings/deadlines", input);
export const changeVatList = (input: ChangeVatList) =>
  call<VatListSetting>("PUT", "/api/declarations/body-settings/rates", input);

export const rereadBodySettings = (client: QueryClient): Promise<BodySettings> =>
  client.fetchQuery({ ...bodySettingsQuery, staleTime: 0 });
/** Shows everywhere what was just saved. */
export const keepBodySettings = (
  client: QueryClient,
  change: (known: BodySettings) => BodySettings,
): void => {
  client.setQueryData(bodySettingsQuery.queryKey, (known) => known && change(known));
};

const tenMinutes = 600_000;
/** Rates that are usual in each territory; until they are read, those that hold by themselves. */
export const useVatLists = (): VatLists => {
  const { data } = useQuery({ ...bodySettingsQuery, staleTime: tenMinutes });
  return data ? vatListsOf(data) : usualVatLists;
};
