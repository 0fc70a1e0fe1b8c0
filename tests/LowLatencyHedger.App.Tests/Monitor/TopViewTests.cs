using LowLatencyHedger.App.Engine;
using LowLatencyHedger.App.Monitor;
using LowLatencyHedger.Core;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Telemetry;
using Spectre.Console;

namespace LowLatencyHedger.App.Tests.Monitor;

public sealed class TopViewTests : IDisposable
{
    /// <summary>The header, the underlying, nine latencies, slow ticks, no limit, three places for hedges, no alarm; four of them with a line of names.</summary>
    private const int LinesOfOne = 1 + 2 + 10 + 3 + 1 + 4 + 1;

    private readonly string _directory = Directory.CreateTempSubdirectory("hedger-top-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    /// <summary>A large book out of its band, on a machine that stands still for seconds now and then.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Render_WideFigures_StaysWithinItsLinesAndColumns(int underlyings)
    {
        var path = Path.Combine(_directory, "telemetry.bin");
        using var telemetry = new EngineTelemetry(path, underlyings);
        for (var stage = LatencyStage.TickToDecision; (int)stage < StageHistograms.Count; stage++)
        {
            telemetry.Stages.Record(stage, 12_345_678_901);
            telemetry.Stages.Record(stage, 800 * Nanos.PerMicro);
        }

        Assert.Equal(TelemetryOpenError.None, TelemetryReader.TryOpen(path, out var reader));
        using (reader)
        {
            var histograms = reader!.Layout.Histograms.Select(_ => new LatencyHistogram()).ToArray();
            Assert.Null(EnginePicture.TryRead(reader, histograms, out var picture));
            var state = new CoreSnapshot
            {
                HedgeMid = 123_456.78, NetDelta = -1_234.567, BandLower = -0.6, BandUpper = 0.4, Gamma = -12.3456, Vega = -123_456.7, Theta = -1_234_567, ProfitUsd = -12_345_678,
            };
            var run = picture!.Run with { Underlyings = [.. Enumerable.Repeat(new RunUnderlying("btc_usdc", "BTC_USDC-PERPETUAL", "BTC"), underlyings)] };

            var lines = Lines(new TopView(new TelemetrySource(path)).Render(
                picture with { Underlyings = [.. Enumerable.Repeat(state, underlyings)], Run = run }, EngineLife.Running));

            Assert.All(lines, line => Assert.InRange(line.Length, 0, TopView.Width));
            Assert.Equal(LinesOfOne + underlyings - 1, lines.Count);
            Assert.Equal(underlyings, lines.Count(line => line.StartsWith("BTC_USDC-PERPETUAL", StringComparison.Ordinal) && line.EndsWith("-12,346k", StringComparison.Ordinal)));
        }
    }

    private static List<string> Lines(Spectre.Console.Rendering.IRenderable view)
    {
        using var writer = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = TopView.Width;
        console.Write(view);
        return [.. writer.ToString().TrimEnd().Split('\n').Select(line => line.TrimEnd())];
    }
}
