using LowLatencyHedger.App.Configuration;
using LowLatencyHedger.App.Engine;
using LowLatencyHedger.App.Verbs;
using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;

namespace LowLatencyHedger.App.Running;

/// <summary>What came of a change.</summary>
/// <param name="Lines">What to tell: every mistake, or every value that changed.</param>
internal sealed record SettingsOutcome(bool IsApplied, IReadOnlyList<string> Lines);

/// <summary>
/// The settings in force and the two ways to change them: an edit of the configuration file, and single values by command. A change is
/// checked as a whole first and applied as a whole or not at all. An edit changes what it edits: what a command has set stays until the file's
/// own value for it is edited. Cold; any thread.
/// </summary>
internal sealed class LiveSettings(string file, ConfigValues started, SettingDesk desk)
{
    private readonly Lock _lock = new();
    private ConfigValues _file = started;
    private ConfigValues _inForce = started;

    /// <summary>The configuration file, read anew.</summary>
    public SettingsOutcome Reload(ReadOnlySpan<byte> utf8)
    {
        lock (_lock)
        {
            var (edited, problems) = ConfigLoader.Load(file, utf8, Environment.GetEnvironmentVariables());
            if (problems.Count > 0)
            {
                return Refused(problems);
            }

            var outcome = Make(LiveChange.Between(_file, edited));
            _file = outcome.IsApplied ? edited : _file;
            return outcome;
        }
    }

    /// <summary>Values by command, each as <c>KEY=VALUE</c>.</summary>
    public SettingsOutcome Set(IEnumerable<string> assignments)
    {
        lock (_lock)
        {
            var (changed, problems) = ConfigLoader.With(_inForce, assignments, "limits set");
            return problems.Count > 0 ? Refused(problems) : Make(LiveChange.Between(_inForce, changed));
        }
    }

    /// <summary>Every setting that may change live, with its value and where that came from.</summary>
    public string Show(bool asJson)
    {
        lock (_lock)
        {
            var settings = _inForce.Only(key => SettingTable.ByPath.ContainsKey(key.Path));
            return asJson ? ConfigText.ShowJson(settings) : ConfigText.Show(settings).TrimEnd();
        }
    }

    private static SettingsOutcome Refused(IEnumerable<ConfigProblem> problems) =>
        new(false, [.. problems.Select(problem => problem.ToString()), "nothing changed: the values in force stay"]);

    private SettingsOutcome Make(LiveChange change)
    {
        List<ConfigProblem> problems = [.. change.NeedRestart.Select(NeedsRestart)];
        var changed = _inForce.With(change.Values);
        problems.AddRange(HedgerConfiguration.CrossChecks(file, changed));
        if (problems.Count > 0)
        {
            return Refused(problems);
        }

        var diff = ConfigText.Diff(_inForce, changed).Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        if (LiveChange.Between(_inForce, changed).Values.Count == 0)
        {
            return new SettingsOutcome(true, ["no value that is in force changes"]);
        }

        switch (desk.Change(change.Parts, out var changeId))
        {
            case ReasonCode.None:
                _inForce = changed;
                return new SettingsOutcome(true, [.. diff, $"in force as change {changeId}"]);
            case null:
                return new SettingsOutcome(false, [.. diff, $"change {changeId} was not answered: what is in force is not known"]);
            case { } reason:
                return new SettingsOutcome(false, [.. diff, $"change {changeId} was refused: {OutputText.Screaming(reason)}; the values in force stay"]);
        }
    }

    private ConfigProblem NeedsRestart((ConfigValue? Before, ConfigValue? After) value)
    {
        var known = (value.After ?? value.Before)!;
        var shown = known.Key.IsHidden ? null : value.After?.Text ?? "left out";
        var inForce = known.Key.IsHidden ? "no change" : value.Before?.Text ?? "no value";
        return new ConfigProblem(value.After?.Origin ?? file, 0, known.Path, shown, $"{inForce}, as it is in force: this key needs a restart");
    }
}
