using System.Text.Json;

namespace LowLatencyHedger.App.Tests.Drills;

/// <summary>The drills as a user starts them, shortened.</summary>
public sealed class DrillTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("hedger-drill-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    /// <summary>On a machine that does other things too: how long a recovery takes is not judged here.</summary>
    [Fact]
    public void Kill9_TwoKillsWhileTrading_NothingLostAndNothingTwice()
    {
        var report = Run(["kill9", "--times", "2", "--recovery-seconds", "60"]);

        Assert.Equal(2, report.GetProperty("kills").GetInt32());
        Assert.True(report.GetProperty("orders").GetInt32() > 0);
        Assert.True(report.GetProperty("positionsCompared").GetInt32() > 0);
        Assert.True(report.GetProperty("journalsReplayed").GetInt32() >= 2);
        Assert.True(report.GetProperty("recoveryMaxSeconds").GetDouble() > 0);
    }

    /// <summary>Rehearsed as a soak of hours is: an engine that is still compiling grows by about as much as is tolerated.</summary>
    [Fact]
    public void Soak_AFewSeconds_LooksAtMemoryAndEndsInOrder()
    {
        var report = Run(["soak", "--minutes", "0.1"], ("HEDGER__RUNTIME__REHEARSALSECONDS", "20"));

        Assert.True(report.GetProperty("memoryLastThirdMebibytes").GetDouble() > 1);
        Assert.True(report.GetProperty("summary").GetProperty("hedges").GetInt64() > 0);
    }

    private JsonElement Run(string[] arguments, params (string Name, string Value)[] environment)
    {
        var (exit, output, errors) = HedgerProcess.Run(
            ["drill", .. arguments, "--options", "40", "--json", "--directory", _directory], environment);

        Assert.True(exit == 0, $"exit {exit}: {output}{errors}");
        var report = JsonDocument.Parse(output).RootElement;
        Assert.Equal(0, report.GetProperty("failures").GetArrayLength());
        return report;
    }
}
