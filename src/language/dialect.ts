/** `ecs`: exactly what Amazon ECS documents. `stowage`: its superset, the default everywhere. */
export type Dialect = 'ecs' | 'stowage';
