import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import type { NamedCall } from './outcome';

const Bucket = 'journal';
/** Calls on objects. */
export const objects: NamedCall[] = [
  [
    'an object of a missing bucket is read',
    ({ audit }) => audit.send(new GetObjectCommand({ Bucket, Key: 'a' })),
  ],
  [
    'a bucket is made',
    ({ audit }) =>
      audit.send(
        new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: 'us-west-2' } }),
      ),
  ],
  ['a bucket is looked at', ({ audit }) => audit.send(new HeadBucketCommand({ Bucket }))],
  [
    'an object is put where none may be',
    ({ audit }) => audit.send(new PutObjectCommand({ Bucket, Key: 'i/a b', Body: 'one', IfNoneMatch: '*' })),
  ],
  [
    'an object is put where none may be, and one is',
    ({ audit }) => audit.send(new PutObjectCommand({ Bucket, Key: 'i/a b', Body: 'two', IfNoneMatch: '*' })),
  ],
  [
    'an object is replaced that is still the same',
    async ({ audit }) => {
      const { ETag } = await audit.send(new HeadObjectCommand({ Bucket, Key: 'i/a b' }));
      return audit.send(new PutObjectCommand({ Bucket, Key: 'i/a b', Body: 'three', IfMatch: ETag }));
    },
  ],
  [
    'an object is replaced that is another by now',
    ({ audit }) =>
      audit.send(new PutObjectCommand({ Bucket, Key: 'i/a b', Body: 'four', IfMatch: '"0123"' })),
  ],
  [
    'an object is replaced that is not there',
    ({ audit }) => audit.send(new PutObjectCommand({ Bucket, Key: 'none', Body: 'four', IfMatch: '"0123"' })),
  ],
  [
    'an object is read',
    async ({ audit }) => {
      const { Body, ETag, ContentType } = await audit.send(new GetObjectCommand({ Bucket, Key: 'i/a b' }));
      return { ETag, ContentType, text: await Body?.transformToString() };
    },
  ],
  ['a missing object is read', ({ audit }) => audit.send(new GetObjectCommand({ Bucket, Key: 'none' }))],
  [
    'a missing object is looked at',
    ({ audit }) => audit.send(new HeadObjectCommand({ Bucket, Key: 'none' })),
  ],
  [
    'objects are listed in pages',
    async ({ audit }) => {
      await audit.send(new PutObjectCommand({ Bucket, Key: 'i/b', Body: 'x' }));
      await audit.send(new PutObjectCommand({ Bucket, Key: 'j', Body: 'x' }));
      const list = { Bucket, Prefix: 'i/', MaxKeys: 1 };
      const first = await audit.send(new ListObjectsV2Command(list));
      const next = await audit.send(
        new ListObjectsV2Command({ ...list, ContinuationToken: first.NextContinuationToken }),
      );
      return [first, next].map(({ Contents, IsTruncated, KeyCount }) => ({
        keys: Contents?.map(({ Key, Size, ETag }) => ({ Key, Size, ETag })),
        IsTruncated,
        KeyCount,
      }));
    },
  ],
  [
    'folders are listed',
    async ({ audit }) => {
      const { CommonPrefixes, Contents } = await audit.send(
        new ListObjectsV2Command({ Bucket, Delimiter: '/' }),
      );
      return { CommonPrefixes, keys: Contents?.map(({ Key }) => Key) };
    },
  ],
];
