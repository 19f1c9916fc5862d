/** How hosts and tasks are spread over the values of attributes, before and after. */
import { compareText } from '../../model/records.js';
import { requestError } from '../request/fields.js';
import type { Bucket, Measured } from './fleet-measure.js';
import { SIMULATION_LIMITS } from './limits.js';
import type { AttributeSpread, BucketFill, HostFill } from './report.js';

/** @param groups that were touched, ascending */
export function spreadReport(
  attributes: readonly string[],
  before: Measured,
  after: Measured,
  groups: readonly string[],
): readonly AttributeSpread[] {
  return attributes.map((attribute, at) => {
    const [was, is] = [before.spread[at]!, after.spread[at]!];
    const values = valuesOf(was, is);
    if (values.length > SIMULATION_LIMITS.buckets) {
      const message = `hosts have ${values.length} different values of ${JSON.stringify(attribute)}; the limit is ${SIMULATION_LIMITS.buckets}`;
      throw requestError('request-limit', '$.spreadBy', message);
    }
    const pair = (value: string | null, numberOf: (bucket: Bucket | undefined) => number | undefined) => {
      return { before: numberOf(was.get(value)) ?? 0, after: numberOf(is.get(value)) ?? 0 };
    };
    return {
      attribute,
      buckets: values.map((value) => ({
        value,
        hosts: pair(value, (bucket) => bucket?.hosts),
        tasks: pair(value, (bucket) => bucket?.tasks),
      })),
      groups: groups.map((group) => ({
        group,
        tasks: values.map((value) => pair(value, (bucket) => bucket?.groups.get(group))),
      })),
    };
  });
}

export function fillReport(attribute: string, before: Measured, after: Measured): HostFill {
  const buckets = valuesOf(before.fill, after.fill).map((value): BucketFill => {
    return { value, before: before.fill.get(value) ?? [], after: after.fill.get(value) ?? [] };
  });
  return { attribute, buckets };
}

/** Ascending, `null` last. */
function valuesOf(...maps: readonly ReadonlyMap<string | null, unknown>[]): readonly (string | null)[] {
  const values = new Set(maps.flatMap((map) => [...map.keys()]));
  const named = [...values].filter((value) => value !== null).sort(compareText);
  return values.has(null) ? [...named, null] : named;
}
