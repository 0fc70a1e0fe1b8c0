using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("LowLatencyHedger.App.Tests")]
[assembly: InternalsVisibleTo("LowLatencyHedger.LatencyBench")]
