// The CPU usage of a process.

/**
 * Starts measuring; returns a function that gives the share of one core that all threads of this process have used
 * since.
 */
export function measureCpu(): () => number {
  const begun = performance.now()
  const before = process.cpuUsage()
  return () => {
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1000 / (performance.now() - begun)
  }
}
