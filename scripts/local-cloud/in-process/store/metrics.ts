import { Regional } from '../../services/support/regional';
import { operation, type Operations } from './json-service';

interface Datum {
  readonly MetricName: string;
  readonly Value: number;
  readonly Timestamp: number;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[];
}

/** Metrics as they were published, each datum a point of its own (Amazon CloudWatch API reference). */
export function createMetricStore(): Operations {
  const regional = new Regional(() => [] as (Datum & { readonly Namespace: string })[]);
  return {
    PutMetricData: operation('Namespace MetricData', ({ body, request }) => {
      const { Namespace, MetricData } = body as { Namespace: string; MetricData: readonly Datum[] };
      regional.of(request).push(...MetricData.map((datum) => ({ ...datum, Namespace })));
      return {};
    }),
    GetMetricStatistics: operation(
      'Namespace MetricName Dimensions StartTime EndTime Period Statistics',
      ({ body, request }) => {
        const {
          Namespace,
          MetricName,
          StartTime,
          EndTime,
          Dimensions = [],
        } = body as {
          Namespace: string;
          MetricName: string;
          StartTime: number;
          EndTime: number;
          Dimensions?: Datum['Dimensions'];
        };
        const found = regional
          .of(request)
          .filter(
            (one) =>
              one.Namespace === Namespace &&
              one.MetricName === MetricName &&
              one.Timestamp >= StartTime &&
              one.Timestamp < EndTime &&
              JSON.stringify(one.Dimensions ?? []) === JSON.stringify(Dimensions),
          );
        return {
          Label: MetricName,
          Datapoints: found.map(({ Timestamp, Value }) => ({ Timestamp, Minimum: Value, Maximum: Value })),
        };
      },
    ),
  };
}
