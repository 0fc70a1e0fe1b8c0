using System.ComponentModel;
using System.Diagnostics;
using LowLatencyHedger.App.SimulatedExchange;
using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.App.Tests.SimulatedExchange;

/// <summary>
/// Drives the simulated exchange with ccxt, an independent client written for the real venue, changed in nothing but its URLs.
/// Needs node and a folder that holds <c>node_modules/ccxt</c>, named by HEDGER_CCXT.
/// </summary>
public sealed class ThirdPartyClientTests
{
    [Fact]
    public async Task Ccxt_UnmodifiedButForItsUrls_Works()
    {
        var folder = Environment.GetEnvironmentVariable("HEDGER_CCXT");
        if (folder is null || !File.Exists(Path.Combine(folder, "node_modules", "ccxt", "package.json")))
        {
            Assert.Skip("no ccxt: set HEDGER_CCXT to a folder in which `npm i ccxt` was run");
        }

        await using var host = await SimulatedExchangeHost.StartAsync(new SimulatedExchangeOptions
        {
            Exchange = new ExchangeOptions { PublicTradesPerSecond = 20 },
        });
        var script = Path.Combine(AppContext.BaseDirectory, "SimulatedExchange", "third-party", "ccxt.mjs");
        var start = new ProcessStartInfo("node", [script, folder, $"127.0.0.1:{host.Port}", "demo", "demo"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var node = Process.Start(start)!;
            var errors = node.StandardError.ReadToEndAsync();
            var output = await node.StandardOutput.ReadToEndAsync();
            await node.WaitForExitAsync();
            Assert.True(node.ExitCode == 0, output + await errors);
        }
        catch (Win32Exception)
        {
            Assert.Skip("no node on the path");
        }
    }
}
