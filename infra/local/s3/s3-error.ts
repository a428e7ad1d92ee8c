/** One S3 error: its code is what clients switch on. */
export interface S3Refusal {
  status: number;
  code: string;
  message: string;
  /** More elements of the error's XML. */
  details?: Readonly<Record<string, string>>;
}

const CATALOGUE = {
  AccessDenied: [403, "Access Denied"],
  AccessForbidden: [403, "CORSResponse: This CORS request is not allowed."],
  BadDigest: [400, "The checksum you specified did not match what we received."],
  EntityTooLarge: [400, "Your proposed upload exceeds the maximum allowed size"],
  EntityTooSmall: [400, "Your proposed upload is smaller than the minimum allowed size"],
  IncompleteBody: [400, "The request body terminated unexpectedly"],
  InternalError: [500, "We encountered an internal error. Please try again."],
  InvalidArgument: [400, "Invalid Argument"],
  InvalidPart: [400, "One or more of the specified parts could not be found."],
  InvalidPartOrder: [400, "The list of parts was not in ascending order."],
  InvalidRange: [416, "The requested range is not satisfiable"],
  InvalidRequest: [400, "Invalid Request"],
  InvalidTag: [400, "The tag provided was not a valid tag."],
  KeyTooLongError: [400, "Your key is too long"],
  MalformedPOSTRequest: [400, "The body of your POST request is not well-formed multipart/form-data."],
  MalformedXML: [
    400,
    "The XML you provided was not well-formed or did not validate against our published schema",
  ],
  MethodNotAllowed: [405, "The specified method is not allowed against this resource."],
  MissingContentLength: [411, "You must provide the Content-Length HTTP header."],
  NoSuchBucket: [404, "The specified bucket does not exist"],
  NoSuchKey: [404, "The specified key does not exist."],
  NoSuchUpload: [404, "The specified multipart upload does not exist."],
  NotImplemented: [501, "A header or parameter you provided implies functionality that is not implemented"],
  PreconditionFailed: [412, "At least one of the pre-conditions you specified did not hold"],
  SignatureDoesNotMatch: [
    403,
    "The request signature we calculated does not match the signature you provided.",
  ],
  XAmzContentSHA256Mismatch: [
    400,
    "The provided 'x-amz-content-sha256' header does not match what was computed.",
  ],
} as const satisfies Record<string, readonly [number, string]>;

export type S3Code = keyof typeof CATALOGUE;

/** Thrown inside a request and answered as S3's error XML; never crosses the server's edge. */
export class S3Error extends Error {
  readonly refusal: S3Refusal;
  constructor(refusal: S3Refusal) {
    super(`${refusal.code}: ${refusal.message}`);
    this.name = "S3Error";
    this.refusal = refusal;
  }
}

/** The S3 error of that code, with its usual status and, unless given, its usual sentence. */
export const s3Error = (
  code: S3Code,
  message?: string,
  details?: Readonly<Record<string, string>>,
): S3Error => {
  const [status, usual] = CATALOGUE[code];
  return new S3Error({ status, code, message: message ?? usual, ...(details && { details }) });
};
