import {
  DescribeKinesisStreamingDestinationCommand,
  EnableKinesisStreamingDestinationCommand,
  UpdateKinesisStreamingDestinationCommand,
  type ApproximateCreationDateTimePrecision,
} from '@aws-sdk/client-dynamodb';
import type { Setting } from './setting';

/** Precision of the time stamps by the ARN of the Kinesis stream that gets the table's changes. */
type Destinations = Readonly<Record<string, ApproximateCreationDateTimePrecision>>;

const ON = new Set(['ACTIVE', 'ENABLING', 'UPDATING']);

export const kinesisDestinations: Setting<Destinations> = {
  id: 'kinesisDestinations',
  async read({ clients }, { name }) {
    const { KinesisDataStreamDestinations = [] } = await clients.dynamodb.send(
      new DescribeKinesisStreamingDestinationCommand({ TableName: name }),
    );
    return Object.fromEntries(
      KinesisDataStreamDestinations.filter(({ DestinationStatus = '' }) => ON.has(DestinationStatus)).map(
        ({ StreamArn = '', ApproximateCreationDateTimePrecision: precision }) => [
          StreamArn,
          precision ?? 'MILLISECOND',
        ],
      ),
    );
  },
  async put({ clients: { dynamodb } }, { subject, wanted, actual }) {
    let put = false;
    for (const [StreamArn, ApproximateCreationDateTimePrecision] of Object.entries(wanted)) {
      if (actual[StreamArn] === ApproximateCreationDateTimePrecision) continue;
      put = true;
      const destination = { TableName: subject.name, StreamArn };
      const configuration = { ApproximateCreationDateTimePrecision };
      await (actual[StreamArn] === undefined
        ? dynamodb.send(
            new EnableKinesisStreamingDestinationCommand({
              ...destination,
              EnableKinesisStreamingConfiguration: configuration,
            }),
          )
        : dynamodb.send(
            new UpdateKinesisStreamingDestinationCommand({
              ...destination,
              UpdateKinesisStreamingConfiguration: configuration,
            }),
          ));
    }
    return put;
  },
};
