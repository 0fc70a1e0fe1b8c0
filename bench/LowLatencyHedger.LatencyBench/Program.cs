using LowLatencyHedger.App.Verbs;
using LowLatencyHedger.LatencyBench;

return await CommandLine.InvokeAsync(LatencyCommand.Create(), args).ConfigureAwait(false);
