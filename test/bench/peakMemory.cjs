// Loaded before a program: prints the most memory that its process has had as the last line of standard error.
process.on('exit', () => process.stderr.write(`peak ${process.resourceUsage().maxRSS}\n`));
