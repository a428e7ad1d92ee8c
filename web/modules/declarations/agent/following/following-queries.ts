import { type QueryClient, queryOptions } from "@tanstack/react-query";
import type { AskExport, ExportList } from "../../../../../shared/declarations/exports.ts";
import type { ChooseNews, NewsChoices } from "../../../../../shared/declarations/news.ts";
import type { Statistics } from "../../../../../shared/declarations/statistics.ts";
import { call } from "../../../../app/api.ts";

const everyTwoSeconds = 2_000;

/** Figures of the shows of an organisation between two months. */
export const statisticsQuery = (organisation: string, { from, to }: { from: string; to: string }) =>
  queryOptions({
    queryKey: ["declarations", "statistics", organisation, from, to],
    queryFn: ({ signal }) =>
      call<Statistics>(
        "GET",
        `/api/declarations/statistics?${new URLSearchParams({ organisation, from, to })}`,
        undefined,
        { signal },
      ),
  });

const exportsKey = (organisation: string) => ["declarations", "exports", organisation];
/** Files somebody asked for; often while one is being made. */
export const exportsQuery = (organisation: string) =>
  queryOptions({
    queryKey: exportsKey(organisation),
    queryFn: ({ signal }) =>
      call<ExportList>("GET", `/api/declarations/exports?organisation=${organisation}`, undefined, {
        signal,
        background: true,
      }),
    refetchInterval: ({ state }) =>
      state.data?.exports.some((one) => one.state === "queued" || one.state === "running")
        ? everyTwoSeconds
        : false,
  });
export const askExport = (input: AskExport) =>
  call<{ id: string }>("POST", "/api/declarations/exports", input);
export const linkToExport = (id: string) =>
  call<{ url: string }>("POST", `/api/declarations/exports/${id}/link`, {});
export const rereadExports = (client: QueryClient, organisation: string) =>
  client.invalidateQueries({ queryKey: exportsKey(organisation) });

const newsKey = (organisation: string) => ["declarations", "news-choices", organisation];
/** How somebody hears of news. */
export const newsChoicesQuery = (organisation: string) =>
  queryOptions({
    queryKey: newsKey(organisation),
    queryFn: ({ signal }) =>
      call<NewsChoices>("GET", `/api/declarations/news-choices?organisation=${organisation}`, undefined, {
        signal,
      }),
  });
export const chooseNews = (input: ChooseNews) =>
  call<NewsChoices>("PUT", "/api/declarations/news-choices", input);
export const keepNewsChoices = (client: QueryClient, organisation: string, choices: NewsChoices) =>
  client.setQueryData(newsKey(organisation), choices);
