import type { FileRequest } from "../../../../../shared/mediation/schema.ts";
import { requestFiles } from "../../../../../shared/mediation/uploads.ts";
import { answer, mediation, repeatableMediation } from "../../../../app/client.ts";
import { postToStore, type UploadDoor } from "../../../../ui/uploads.ts";

const ofOrganisation = mediation.mediation.organisations[":slug"];
const repeatable = repeatableMediation.mediation;

/** Files of one draft. What is given as a function is read at each call: the draft may begin again. */
export const draftUploads = (
  slug: () => string,
  draftId: () => string,
  fileMegabytes: () => number | undefined,
): UploadDoor => ({
  allowance: () => requestFiles(fileMegabytes()),
  ticket: ({ name, size }) =>
    answer(
      ofOrganisation.uploads.$post({ param: { slug: slug() }, json: { draftId: draftId(), name, size } }),
    ),
  send: postToStore,
  check: (id) =>
    answer(repeatable.uploads[":id"].check.$post({ param: { id }, json: { draftId: draftId() } })),
  remove: (id) =>
    answer(repeatable.uploads[":id"].remove.$post({ param: { id }, json: { draftId: draftId() } })),
});

/** What was just filed, as a file to keep. */
export const receiptPdf = async (slug: string, draftId: string): Promise<Blob> =>
  (await ofOrganisation.receipt.$post({ param: { slug }, json: { draftId } })).blob();

/** Files the request. The draft's id makes a repeated sending safe: it gets the same receipt. */
export const sendRequest = (slug: string, request: FileRequest, headers: Record<string, string>) =>
  answer(repeatable.organisations[":slug"].requests.$post({ param: { slug }, json: request }, { headers }));
