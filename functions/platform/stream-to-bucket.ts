import { Readable } from "node:stream";
import type { BucketName } from "../../infra/catalogue.ts";
import { type Place, s3 } from "./files.ts";

/**
 * Writes bytes as they come to one object, in parts of 8 MB of which two are on the way at most: memory does not follow
 * the size (Amazon S3, multipart upload). Nothing is left when the source fails. Returns the size in bytes.
 */
export const streamToBucket = async (
  env: Place,
  bucket: BucketName,
  key: string,
  bytes: AsyncIterable<Uint8Array>,
  type: string,
): Promise<number> => {
  const [{ client }, { Upload }] = await Promise.all([s3(env), import("@aws-sdk/lib-storage")]);
  let size = 0;
  const counted = async function* () {
    for await (const chunk of bytes) {
      size += chunk.length;
      yield chunk;
    }
  };
  const upload = new Upload({
    client,
    params: {
      Bucket: env.bucket(bucket),
      Key: key,
      Body: Readable.from(counted(), { objectMode: false }),
      ContentType: type,
    },
    partSize: 8 * 1024 * 1024,
    queueSize: 2,
  });
  await upload.done();
  return size;
};
