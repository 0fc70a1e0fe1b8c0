using System.Diagnostics;
using System.Text.Json;

namespace LowLatencyHedger.App.Tests.Verbs;

public sealed class InterruptTests
{
    [Fact]
    public async Task Demo_Interrupted_StopsInOrderAndExitsWith130()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("signals are sent with kill, which this system does not have");
        }

        var journal = Path.Combine(Directory.CreateTempSubdirectory("hedger-interrupt-").FullName, "journal");
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "hedger.dll"), "demo", "--seconds", "120", "--options", "20", "--rehearsal", "0", "--json", "--journal", journal])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(40));
        while (await process.StandardError.ReadLineAsync(patience.Token) is { } line && !line.Contains(" Active ", StringComparison.Ordinal))
        {
        }

        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var kill = Process.Start("kill", ["-INT", process.Id.ToString()]);
        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(30)), "did not end");

        Assert.Equal(130, process.ExitCode);
        var summary = JsonDocument.Parse(await output).RootElement;
        Assert.Equal("interrupted", summary.GetProperty("endReason").GetString());
        Assert.True(summary.GetProperty("stoppedInOrder").GetBoolean(), await errors);
        Assert.Equal(0, HedgerProcess.Run(["replay", journal, "--verify"]).ExitCode);
    }
}
