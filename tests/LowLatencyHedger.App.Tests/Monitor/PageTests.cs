using System.Diagnostics;
using System.Text.Json.Nodes;

namespace LowLatencyHedger.App.Tests.Monitor;

/// <summary>The page in Chromium beside <c>demo</c> and <c>monitor</c> as a user starts them, each a process of its own.</summary>
public sealed class PageTests : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("hedger-page-").FullName;
    private readonly List<Process> _started = [];

    [Fact]
    public async Task Page_BesideADemo_MovesHaltsAndShowsTheNextEngine()
    {
        await using var chromium = await Chromium.StartAsync();
        if (chromium is null)
        {
            Assert.Skip("no chromium on the path");
            return;
        }

        var monitor = Start("monitor", "--port", "0");
        var address = (await monitor.StandardError.ReadLineAsync(TestContext.Current.CancellationToken))!.Split(' ')[1];
        await chromium.ResizeAsync(1440, 900);
        await chromium.OpenAsync(new Uri(address));
        await chromium.UntilAsync("document.querySelector('#state')?.textContent === 'NO ENGINE'", "no engine yet");
        await chromium.EvaluateAsync("window.isTheSame = true");

        var first = StartDemo();
        await chromium.UntilAsync("document.querySelector('#state').textContent === 'ACTIVE'", "the engine hedges");
        await chromium.UntilAsync(
            "document.querySelectorAll('.card').length === 2"
            + " && document.querySelector('#tape tbody').rows.length > 1",
            "figures");
        await chromium.UntilAsync(
            "document.querySelector('#causes tbody').rows.length === 6"
            + " && document.querySelector('#policies tbody').rows.length === 3",
            "tail and policies");
        var before = await chromium.TextAsync(".card .figure");
        await chromium.UntilAsync($"document.querySelector('.card .figure').textContent !== '{before}'", "the price moves");
        await AssertFitsAsync(chromium);

        await chromium.TabToAsync("#halt");
        await chromium.PressAsync("Enter");
        await chromium.TypeAsync("halted from the page");
        await chromium.TabToAsync("#halt-confirm");
        await chromium.PressAsync("Enter");
        await chromium.UntilAsync(
            "document.querySelector('#state').textContent === 'HALTED'"
            + " && !document.querySelector('#halt-dialog').open",
            "the page shows the halt");
        Assert.Contains("halted from the page", await chromium.TextAsync("#banner"), StringComparison.Ordinal);
        var summary = await InterruptAsync(first);
        Assert.Equal("halted from the page", (string)summary["halted"]!["reason"]!);
        Assert.True((bool)summary["stoppedInOrder"]!);

        await chromium.UntilAsync("document.querySelector('#state').textContent === 'NO ENGINE'", "the engine has ended");
        var second = StartDemo();
        await chromium.UntilAsync(
            "document.querySelector('#state').textContent === 'ACTIVE'"
            + " && document.querySelector('#banner').hidden",
            "the next engine hedges");
        await chromium.UntilAsync($"document.querySelector('#foot').textContent.includes('process {second.Id} ')", "it is the next engine");
        Assert.True((bool)(await chromium.EvaluateAsync("window.isTheSame === true"))!, "the page was loaded again");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _started)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }

        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>All files of both verbs are where they are by default, below the working directory.</summary>
    private Process Start(params string[] arguments)
    {
        var process = HedgerProcess.Start(_directory, arguments);
        _started.Add(process);
        return process;
    }

    private Process StartDemo()
    {
        var demo = Start("demo", "--seconds", "300", "--rehearsal", "0", "--json");
        _ = demo.StandardError.ReadToEndAsync();
        return demo;
    }

    /// <summary>Its summary.</summary>
    private static async Task<JsonNode> InterruptAsync(Process demo)
    {
        Assert.Equal(0, Tool.Run("kill", $"-INT {demo.Id}")?.ExitCode);
        return JsonNode.Parse(await demo.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken))!;
    }

    /// <summary>Nothing is wider than the window, large or small, dark or light; the pictures go where HEDGER_SCREENSHOTS says.</summary>
    private static async Task AssertFitsAsync(Chromium chromium)
    {
        var directory = Environment.GetEnvironmentVariable("HEDGER_SCREENSHOTS");
        foreach (var (width, height) in new[] { (390, 844), (1440, 900) })
        {
            await chromium.ResizeAsync(width, height);
            for (var i = 0; i < 2; i++)
            {
                await chromium.EvaluateAsync("document.querySelector('#theme').click()");
                var theme = (string)(await chromium.EvaluateAsync("document.documentElement.dataset.theme"))!;
                Assert.Equal(width, (int)(await chromium.EvaluateAsync("document.documentElement.scrollWidth"))!);
                var picture = await chromium.ScreenshotAsync();
                Assert.True(picture.Length > 10_000);
                if (directory is not null)
                {
                    await File.WriteAllBytesAsync(Path.Combine(directory, $"page-{width}-{theme}.png"), picture);
                }
            }
        }
    }
}
