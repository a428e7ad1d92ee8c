import type {
  FileRequest,
  Receipt,
  UploadResult,
  UploadTicket,
} from "../../../../../shared/mediation/schema.ts";
import { call } from "../../../../app/api.ts";
import { postToStore, type UploadDoor } from "../../../../ui/uploads.ts";

/** Files of one draft. `draftId` is read at each call: the draft may begin again. */
export const draftUploads = (slug: () => string, draftId: () => string): UploadDoor => ({
  ticket: ({ name, size }) =>
    call<UploadTicket>("POST", `/api/mediation/organisations/${slug()}/uploads`, {
      draftId: draftId(),
      name,
      size,
    }),
  send: postToStore,
  check: (id) =>
    call<UploadResult>(
      "POST",
      `/api/mediation/uploads/${id}/check`,
      { draftId: draftId() },
      { repeatable: true },
    ),
  remove: (id) =>
    call("POST", `/api/mediation/uploads/${id}/remove`, { draftId: draftId() }, { repeatable: true }),
});

/** Files the request. The draft's id makes a repeated sending safe: it gets the same receipt. */
export const sendRequest = (slug: string, request: FileRequest) =>
  call<Receipt>("POST", `/api/mediation/organisations/${slug}/requests`, request, { repeatable: true });
