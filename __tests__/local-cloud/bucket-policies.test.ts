import {
  CreateBucketCommand,
  DeleteBucketPolicyCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { startLocalCloud, type LocalCloud } from '../../scripts/local-cloud/local-cloud';

const Bucket = 'locked';
const onlyTls = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: [`arn:aws:s3:::${Bucket}/*`],
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
  ],
});

describe('a bucket policy', () => {
  let cloud: LocalCloud;
  let s3: S3Client;

  beforeAll(async () => {
    cloud = await startLocalCloud({ owned: true });
    s3 = new S3Client({
      endpoint: cloud.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      forcePathStyle: true,
    });
    await s3.send(new CreateBucketCommand({ Bucket }));
    await s3.send(new PutObjectCommand({ Bucket, Key: 'journal', Body: 'text' }));
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: onlyTls }));
  }, 120_000);

  afterAll(async () => {
    s3.destroy();
    await cloud.stop();
  });

  it('is given back to the letter', async () => {
    const { Policy } = await s3.send(new GetBucketPolicyCommand({ Bucket }));
    expect(Policy).toBe(onlyTls);
  });

  it('that denies plain HTTP locks nobody out', async () => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: 'journal' }));
    expect(await Body?.transformToString()).toBe('text');
  });

  it('cannot be given to a bucket that does not exist', async () => {
    const put = s3.send(new PutBucketPolicyCommand({ Bucket: 'missing', Policy: onlyTls }));
    await expect(put).rejects.toMatchObject({ $metadata: { httpStatusCode: 404 } });
  });

  it('is gone when it is deleted', async () => {
    await s3.send(new DeleteBucketPolicyCommand({ Bucket }));
    await expect(s3.send(new GetBucketPolicyCommand({ Bucket }))).rejects.toMatchObject({
      name: 'NoSuchBucketPolicy',
    });
  });
});
