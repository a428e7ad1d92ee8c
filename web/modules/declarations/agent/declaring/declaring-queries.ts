import { infiniteQueryOptions, type QueryClient, queryOptions } from "@tanstack/react-query";
import type { NamedCompanies, NamedCompany } from "../../../../../shared/access/companies.ts";
import type {
  ChangeProfile,
  DeclarationList,
  DeclarationView,
  DownloadLink,
  KeySheet,
  OnDraft,
  OpenDeclaration,
  OpenVersion,
  Preview,
  ProfileView,
  ProofKind,
  RecordAccepted,
  RecordDeposit,
  RecordSibil,
  SavedForm,
  SaveForm,
  SibilSheet,
  TransmissionView,
  Transmit,
} from "../../../../../shared/declarations/declaring.ts";
import type { Body } from "../../../../../shared/declarations/enums.ts";
import type { AddFiles, ChangeFile } from "../../../../../shared/declarations/show-inputs.ts";
import type { ShowView, Suggestions } from "../../../../../shared/declarations/shows.ts";
import type { FileLink, UploadResult, UploadTicket } from "../../../../../shared/mediation/schema.ts";
import { call, strictFetch } from "../../../../app/api.ts";

const everyMinute = 60_000;
const everyTwoSeconds = 2_000;
const base = "/api/declarations";
const words = (values: Record<string, string | number | undefined>) =>
  new URLSearchParams(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );

const declarationKey = (id: string) => ["declarations", "declaration", id];
const onDeclaration = (id: string, act: string) => `${base}/declarations/${id}/${act}` as const;
const onTransmission = (id: string, act: string) => `${base}/transmissions/${id}/${act}` as const;

/** Something of it is on its way: its state is about to change by itself. */
const isMoving = ({ transmissions }: DeclarationView) =>
  transmissions.some(({ state, attachments }) => state === "queued" || attachments === "queued");

/** One declaration with its form, its bodies and all that was sent; often read while something is on its way. */
export const declarationQuery = (id: string) =>
  queryOptions({
    queryKey: declarationKey(id),
    queryFn: ({ signal }) =>
      call<DeclarationView>("GET", `${base}/declarations/${id}`, undefined, { signal, background: true }),
    refetchInterval: ({ state }) => (state.data && isMoving(state.data) ? everyTwoSeconds : everyMinute),
  });

/** Declarations of an organisation, the last opened first. */
export const declarationListQuery = (organisation: string) =>
  infiniteQueryOptions({
    queryKey: ["declarations", "declarations", organisation],
    queryFn: ({ pageParam, signal }) =>
      call<DeclarationList>(
        "GET",
        `${base}/declarations?${words({ organisation, after: pageParam })}`,
        undefined,
        { signal, background: true },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: DeclarationList) => page.next ?? undefined,
  });

/** Shows the answer everywhere: what was done changes lists and shows too. */
export const keepDeclaration = (client: QueryClient, found: DeclarationView) => {
  client.setQueryData(declarationKey(found.id), found);
  rereadLists(client);
};
const rereadLists = (client: QueryClient) => {
  for (const about of ["declarations", "shows", "counts", "show", "preview", "sheet"])
    void client.invalidateQueries({ queryKey: ["declarations", about] });
};
/** Reads again what a draft that was given up changes: itself too. */
export const reread = (client: QueryClient) => {
  void client.invalidateQueries({ queryKey: ["declarations", "declaration"] });
  rereadLists(client);
};

/** The same after a save: lists do not change. */
export const keepSaved = (client: QueryClient, id: string, saved: SavedForm) =>
  client.setQueryData<DeclarationView>(declarationKey(id), (found) => found && { ...found, ...saved });

export const openDeclaration = (input: OpenDeclaration) =>
  call<DeclarationView>("POST", `${base}/declarations`, input, { repeatable: true });
/** `leaving`: the page is being left. */
export const saveForm = (id: string, input: SaveForm, leaving = false) =>
  call<SavedForm>("PUT", onDeclaration(id, "form"), input, { background: true, keepalive: leaving });
export const cancelDraft = (id: string, input: OnDraft) =>
  call<{ ok: true }>("POST", onDeclaration(id, "cancel"), input);
export const openVersion = (id: string, input: OpenVersion) =>
  call<DeclarationView>("POST", onDeclaration(id, "versions"), input);

/** One declaration per place: this one keeps its own. */
export const splitByPlace = (id: string, input: OnDraft) =>
  call<DeclarationView>("POST", onDeclaration(id, "split"), input);

/** An act on one transmission changes what may be done to the others: the whole is read again. */
const actThenRead = async (path: `/api/${string}`, input: object): Promise<DeclarationView> => {
  const { declarationId } = await call<TransmissionView>("POST", path, input);
  return call<DeclarationView>("GET", `${base}/declarations/${declarationId}`);
};
export const transmit = (id: string, input: Transmit) =>
  actThenRead(onDeclaration(id, "transmissions"), input);

/** What may be done to a transmission without saying more; « files »: sends the files alone again. */
export type PlainAct = "retry" | "send-again" | "cancel" | "files";
export const actOn = (id: string, act: PlainAct, version: number) =>
  actThenRead(onTransmission(id, act), { version });
export const recordAccepted = (id: string, input: RecordAccepted) =>
  actThenRead(onTransmission(id, "accepted"), input);
export const recordDeposit = (id: string, input: RecordDeposit) =>
  actThenRead(onTransmission(id, "deposit"), input);
export const proofLink = (id: string, kind: ProofKind) =>
  call<DownloadLink>("GET", onTransmission(id, `proofs/${kind}`));

/** What would leave now; read anew each time the page is opened. */
export const previewQuery = (id: string, body: Body, version: number) =>
  queryOptions({
    queryKey: ["declarations", "preview", id, body, version],
    queryFn: ({ signal }) =>
      call<Preview>("GET", onDeclaration(id, `preview/${body}`), undefined, { signal }),
    staleTime: 0,
  });
/** Figures to copy into a portal. */
export const sheetQuery = (id: string, body: Body) =>
  queryOptions({
    queryKey: ["declarations", "sheet", id, body],
    queryFn: ({ signal }) => call<KeySheet>("GET", onDeclaration(id, `sheet/${body}`), undefined, { signal }),
  });
/** The same as a file. */
export const sheetAddress = (id: string, body: Body, format: "xlsx" | "pdf") =>
  `${onDeclaration(id, "sheet")}/${body}/${format}`;
/** Everything that proves what was sent, as an archive. Fetched here, so that a refusal is said on the page. */
export const fetchProofs = async (id: string): Promise<Blob> =>
  (await strictFetch(onDeclaration(id, "proofs"))).blob();
/** The PDF itself. */
export const documentAddress = (id: string) => onDeclaration(id, "document");

export const profileQuery = (organisation: string) =>
  queryOptions({
    queryKey: ["declarations", "profile", organisation],
    queryFn: ({ signal }) =>
      call<ProfileView>("GET", `${base}/profile?${words({ organisation })}`, undefined, { signal }),
  });
export const changeProfile = (input: ChangeProfile) => call<ProfileView>("PUT", `${base}/profile`, input);
export const keepProfile = (client: QueryClient, saved: ProfileView) => {
  client.setQueryData(["declarations", "profile", saved.organisationId], saved);
  void client.invalidateQueries({ queryKey: ["declarations", "declaration"] });
};

/** Producers already declared, to propose again. */
export const suggestionsQuery = (organisation: string) =>
  queryOptions({
    queryKey: ["declarations", "suggestions", organisation],
    queryFn: ({ signal }) =>
      call<Suggestions>("GET", `${base}/shows/suggestions?${words({ organisation })}`, undefined, {
        signal,
        background: true,
      }),
    staleTime: everyMinute,
  });
/** Companies of the State's directory by their name. */
export const namedCompanies = async (q: string, signal: AbortSignal): Promise<readonly NamedCompany[]> =>
  (
    await call<NamedCompanies>("GET", `/api/companies/search?${words({ q })}`, undefined, {
      signal,
      background: true,
    })
  ).companies;

export const sibilQuery = (organisation: string, year: number, quarter: number) =>
  queryOptions({
    queryKey: ["declarations", "sibil", organisation, year, quarter],
    queryFn: ({ signal }) =>
      call<SibilSheet>("GET", `${base}/sibil?${words({ organisation, year, quarter })}`, undefined, {
        signal,
      }),
  });

export const recordSibil = (input: RecordSibil) => call<SibilSheet>("POST", `${base}/sibil/deposit`, input);
/** What is done with a quarter changes deadlines everywhere. */
export const keepSibil = (client: QueryClient, organisation: string, saved: SibilSheet) => {
  client.setQueryData(["declarations", "sibil", organisation, saved.year, saved.quarter], saved);
  for (const about of ["shows", "counts", "show", "deadlines"])
    void client.invalidateQueries({ queryKey: ["declarations", about] });
};
/** The same sheet as a workbook. */
export const sibilFileAddress = (organisation: string, year: number, quarter: number) =>
  `${base}/sibil/file?${words({ organisation, year, quarter })}`;

export const askFileUpload = (showId: string, file: { name: string; size: number }) =>
  call<UploadTicket>("POST", `${base}/shows/${showId}/uploads`, file);
export const checkFileUpload = (showId: string, uploadId: string) =>
  call<UploadResult>("POST", `${base}/shows/${showId}/uploads/${uploadId}/check`, {}, { repeatable: true });
export const addFiles = ({ showId, ...input }: AddFiles) =>
  call<ShowView>("POST", `${base}/shows/${showId}/files`, input);
export const changeFile = ({ fileId, ...input }: ChangeFile) =>
  call<ShowView>("POST", `${base}/files/${fileId}`, input);
export const showFileLink = (fileId: string) =>
  call<FileLink>("POST", `${base}/files/${fileId}/link`, {}, { repeatable: true });
