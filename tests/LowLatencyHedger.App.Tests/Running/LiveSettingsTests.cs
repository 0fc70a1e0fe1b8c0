using System.Collections;
using System.Text;
using LowLatencyHedger.App.Configuration;
using LowLatencyHedger.App.Engine;
using LowLatencyHedger.App.Logging;
using LowLatencyHedger.App.Running;
using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;

namespace LowLatencyHedger.App.Tests.Running;

public sealed class LiveSettingsTests : IDisposable
{
    private const string Start = """
        {
          "venue": { "environment": "simulator", "url": "ws://127.0.0.1:1/ws/api/v2" },
          "underlyings": [
            {
              "index": "btc_usd", "currency": "BTC", "hedgeInstrument": "BTC-PERPETUAL",
              "policy": { "lowerWidthCoins": 0.25, "upperWidthCoins": 0.5 },
              "maxOrderAmount": 100000, "maxNetDeltaCoins": 20,
            }
          ],
          "limits": { "maxSpreadBps": 20, "mustReduceDelta": true },
        }
        """;

    private readonly string _file = Path.Combine(Directory.CreateTempSubdirectory("hedger-live-").FullName, "hedger.json");
    private readonly CancellationTokenSource _stop = new();
    private readonly List<SettingChangeBody[]> _received = [];
    private readonly SettingDesk _desk = new();
    private readonly LiveSettings _settings;
    private readonly Thread _core;
    private ReasonCode _verdict = ReasonCode.None;

    public LiveSettingsTests()
    {
        _settings = new LiveSettings("hedger.json", ConfigLoader.Load("hedger.json", Encoding.UTF8.GetBytes(Start), new Hashtable()).Values, _desk);
        _core = new Thread(Answer);
        _core.Start();
    }

    public void Dispose()
    {
        _stop.Cancel();
        _core.Join();
        _stop.Dispose();
        Directory.Delete(Path.GetDirectoryName(_file)!, recursive: true);
    }

    [Fact]
    public void Reload_NumbersEdited_SendsThemAsOneChangeAndShowsThem()
    {
        var outcome = _settings.Reload(Edit(("\"maxSpreadBps\": 20", "\"maxSpreadBps\": 5"), ("\"upperWidthCoins\": 0.5", "\"upperWidthCoins\": 0.75"), ("Delta\": true", "Delta\": false")));

        Assert.True(outcome.IsApplied, string.Join('\n', outcome.Lines));
        Assert.Contains("limits.maxSpreadBps: 20 -> 5", outcome.Lines);
        Assert.Contains("underlyings[0].policy.upperWidthCoins: 0.5 -> 0.75", outcome.Lines);
        var parts = Assert.Single(_received);
        Assert.Equal([0, 1, 2], parts.Select(part => (int)part.Index));
        Assert.All(parts, part => Assert.Equal((1, 3), (part.ChangeId, part.Count)));
        Assert.Equal(
            [(SettingKey.MaxSpreadBps, -1, 5.0), (SettingKey.MustReduceDelta, -1, 0.0), (SettingKey.UpperWidthCoins, 0, 0.75)],
            parts.Select(part => (part.Key, (int)part.Underlying, part.Value)).OrderBy(part => part.Key == SettingKey.UpperWidthCoins).ThenBy(part => part.Key));
        Assert.Contains("0.75", _settings.Show(asJson: false), StringComparison.Ordinal);
    }

    [Fact]
    public void Reload_OneKeyThatNeedsARestart_RefusesTheWholeAndNamesIt()
    {
        var outcome = _settings.Reload(Edit(("\"maxSpreadBps\": 20", "\"maxSpreadBps\": 5"), ("\"currency\": \"BTC\"", "\"currency\": \"USDC\"")));

        Assert.False(outcome.IsApplied);
        Assert.Contains(outcome.Lines, line => line.Contains("underlyings[0].currency is USDC: expected BTC", StringComparison.Ordinal) && line.Contains("needs a restart", StringComparison.Ordinal));
        Assert.Empty(_received);
        Assert.Contains(" 20 ", _settings.Show(asJson: false).Split('\n').Single(line => line.StartsWith("limits.maxSpreadBps", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"maxSpreadBps\": 20", "\"maxSpreadBps\": \"5\"", "limits.maxSpreadBps is \"5\": expected a number from 0.1 to 1000")]
    [InlineData("\"maxSpreadBps\": 20", "\"maxSpredBps\": 5", "did you mean \"limits.maxSpreadBps\"")]
    [InlineData("\"maxNetDeltaCoins\": 20", "\"maxNetDeltaCoins\": 0.1", "maxNetDeltaCoins lies inside the band")]
    [InlineData("\"maxSpreadBps\": 20", "\"maxSpreadBps\": 5 oops", "valid JSON")]
    public void Reload_InvalidEdit_KeepsWhatIsInForceAndSaysWhy(string from, string to, string expected)
    {
        var outcome = _settings.Reload(Edit((from, to)));

        Assert.False(outcome.IsApplied);
        Assert.Contains(outcome.Lines, line => line.Contains(expected, StringComparison.Ordinal));
        Assert.Contains("the values in force stay", outcome.Lines[^1], StringComparison.Ordinal);
        Assert.Empty(_received);
        Assert.True(_settings.Reload(Edit(("\"maxSpreadBps\": 20", "\"maxSpreadBps\": 6"))).IsApplied);
    }

    [Fact]
    public void Reload_RefusedByTheCore_KeepsWhatIsInForceAndSaysWhy()
    {
        _verdict = ReasonCode.SettingsContradict;
        var outcome = _settings.Reload(Edit(("\"maxSpreadBps\": 20", "\"maxSpreadBps\": 5")));

        Assert.False(outcome.IsApplied);
        Assert.Contains(outcome.Lines, line => line.Contains("SETTINGS_CONTRADICT", StringComparison.Ordinal));
        _verdict = ReasonCode.None;
        Assert.Contains("limits.maxSpreadBps: 20 -> 6", _settings.Reload(Edit(("\"maxSpreadBps\": 20", "\"maxSpreadBps\": 6"))).Lines);
    }

    [Fact]
    public void Reload_OnlyCommentsOrSpellingOfNumbers_SendsNothing()
    {
        var outcome = _settings.Reload(Edit(("\"limits\"", "// a comment\n\"limits\""), ("\"maxSpreadBps\": 20", "\"maxSpreadBps\": 2.0e1")));

        Assert.True(outcome.IsApplied);
        Assert.Empty(_received);
    }

    [Fact]
    public void Set_ThenAnEditOfAnotherKey_StaysUntilItsOwnLineIsEdited()
    {
        Assert.True(_settings.Set(["limits.maxSpreadBps=3", "underlyings[0].maxOrderAmount=50000"]).IsApplied);
        Assert.True(_settings.Reload(Edit(("\"upperWidthCoins\": 0.5", "\"upperWidthCoins\": 0.6"))).IsApplied);
        Assert.Equal([SettingKey.UpperWidthCoins], _received[^1].Select(part => part.Key));
        Assert.Contains("limits set", _settings.Show(asJson: true), StringComparison.Ordinal);

        var outcome = _settings.Reload(Edit(("\"upperWidthCoins\": 0.5", "\"upperWidthCoins\": 0.6"), ("\"maxSpreadBps\": 20", "\"maxSpreadBps\": 15")));
        Assert.Contains("limits.maxSpreadBps: 3 -> 15", outcome.Lines);
    }

    [Theory]
    [InlineData("limits.maxSpreadBps", "expected KEY=VALUE")]
    [InlineData("limits.maxSpredBps=1", "did you mean \"limits.maxSpreadBps\"")]
    [InlineData("limits.maxSpreadBps=wide", "expected a number")]
    [InlineData("underlyings[1].maxOrderAmount=1", "from [0] to [0]")]
    [InlineData("underlyings[].maxOrderAmount=1", "from [0] to [0]")]
    [InlineData("venue.transport=managed", "needs a restart")]
    public void Set_Mistake_ChangesNothingAndSaysWhy(string assignment, string expected)
    {
        var outcome = _settings.Set([assignment, "limits.orderBurst=5"]);

        Assert.False(outcome.IsApplied);
        Assert.Contains(outcome.Lines, line => line.Contains(expected, StringComparison.Ordinal));
        Assert.Empty(_received);
    }

    [Fact]
    public void Watch_FileEditedReplacedAndMissing_TellsOfEachContentOnce()
    {
        File.WriteAllText(_file, Start);
        var log = new StringWriter();
        var watch = new ConfigWatch(_file, _settings, new RunLog(log), TimeSpan.FromSeconds(1));
        watch.Look();
        Assert.Equal("", log.ToString());

        File.WriteAllBytes(_file, Edit(("\"maxSpreadBps\": 20", "\"maxSpreadBps\": 5")));
        watch.Look();
        watch.Look();
        Assert.Single(_received);

        // An editor that writes a new file and renames it, with a time that does not move.
        var time = File.GetLastWriteTimeUtc(_file);
        File.WriteAllBytes(_file + ".new", Edit(("\"maxSpreadBps\": 20", "\"maxSpreadBps\": 7")));
        File.Move(_file + ".new", _file, overwrite: true);
        File.SetLastWriteTimeUtc(_file, time);
        watch.Look();
        Assert.Equal(7, _received[^1].Single().Value);

        File.Delete(_file);
        watch.Look();
        watch.Look();
        Assert.Equal(2, _received.Count);
        Assert.Single(log.ToString().Split('\n'), line => line.Contains("a readable file", StringComparison.Ordinal));

        File.WriteAllBytes(_file, Edit(("\"maxSpreadBps\": 20", "\"maxSpreadBps\": 8")));
        watch.Look();
        Assert.Equal(8, _received[^1].Single().Value);
    }

    private static byte[] Edit(params (string From, string To)[] edits)
    {
        var text = Start;
        foreach (var (from, to) in edits)
        {
            Assert.Contains(from, text, StringComparison.Ordinal);
            text = text.Replace(from, to, StringComparison.Ordinal);
        }

        return Encoding.UTF8.GetBytes(text);
    }

    /// <summary>The clock's agent, the core and the reader of outputs in one.</summary>
    private void Answer()
    {
        var parts = new List<SettingChangeBody>();
        while (!_stop.IsCancellationRequested)
        {
            if (!_desk.TryTake(out var part))
            {
                Thread.Yield();
                continue;
            }

            parts.Add(part);
            if (parts.Count == part.Count)
            {
                _received.Add([.. parts]);
                parts.Clear();
                _desk.OnAnswer(part.ChangeId, _verdict);
            }
        }
    }
}
