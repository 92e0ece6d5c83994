// Imported before the core: so roles say only what the specs say of them, and not which thread has them.
declare const process: { getBuiltinModule?: unknown }

process.getBuiltinModule = undefined
