export type { Operation, TestServerOptions } from './test-server.js';
export { TestServer } from './test-server.js';
export { VirtualClock } from './virtual-clock.js';
