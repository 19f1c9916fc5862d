/** The functions of CloudFormation templates, of which some are known before the deployment. */
import { type Fields, isFields } from './spellings.js';

export interface TemplateFunction {
  /** `Ref`, `Fn::Sub`. */
  readonly name: string;
  readonly argument: unknown;
  /** Whether it stands for nothing: `AWS::NoValue`. */
  readonly isNothing: boolean;
}

/** The function that an object calls; undefined where it is none. */
export function functionOf(value: unknown): TemplateFunction | undefined {
  if (!isFields(value)) return undefined;
  const names = Object.keys(value as Fields);
  const [name] = names;
  if (names.length !== 1 || name === undefined || !/^(?:Ref|Condition|Fn::.*)$/.test(name)) return undefined;
  const argument = value[name];
  return { name, argument, isNothing: name === 'Ref' && argument === 'AWS::NoValue' };
}

/** The text that a function gives whatever the parameters are; undefined where that depends on them. */
export function joined({ name, argument }: TemplateFunction): string | undefined {
  if (name === 'Fn::Sub') {
    const text =
      typeof argument === 'string' ? argument : Array.isArray(argument) ? (argument[0] as unknown) : undefined;
    // `${!x}` stands for `${x}` itself.
    return typeof text === 'string' && !/\$\{[^!]/.test(text) ? text.replaceAll('${!', '${') : undefined;
  }
  if (name !== 'Fn::Join' || !Array.isArray(argument)) return undefined;
  const [separator, parts] = argument as readonly unknown[];
  if (typeof separator !== 'string' || !Array.isArray(parts)) return undefined;
  return parts.every((part) => typeof part === 'string') ? parts.join(separator) : undefined;
}
