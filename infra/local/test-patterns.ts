/** The two harmless texts that mail scanners agree to find bad. In pieces, so that no scanner finds this file bad. */

export const EICAR = ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-", "STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"].join("");
export const GTUBE = ["XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-", "STANDARD-ANTI-UBE-TEST-EMAIL*C.34X"].join("");

/** What a base64 attachment of EICAR begins with, short enough to stand on one line of a mail. */
const EICAR_BASE64 = Buffer.from(EICAR).toString("base64").slice(0, 60);

/** Longest of the patterns: what must be kept between two pieces of a stream to find them across its cut. */
export const LONGEST_PATTERN = Math.max(EICAR.length, GTUBE.length, EICAR_BASE64.length);

/** Whether bytes hold EICAR, in clear or as the beginning of a base64 part. */
export const holdsEicar = (bytes: Buffer): boolean => bytes.includes(EICAR) || bytes.includes(EICAR_BASE64);
export const holdsGtube = (bytes: Buffer): boolean => bytes.includes(GTUBE);
