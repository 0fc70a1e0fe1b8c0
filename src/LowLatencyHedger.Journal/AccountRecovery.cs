using System.Text.Json;
using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Recovery;

namespace LowLatencyHedger.Journal;

/// <summary>
/// What the journal knows of the account when a new run begins: the last run that came to know its account, read from its
/// last snapshot to its end. Cold; the
/// caller holds the directory's lock.
/// </summary>
public static class AccountRecovery
{
    /// <summary>Null when no run before this one knows anything of this account.</summary>
    /// <param name="directory">The journal's.</param>
    /// <param name="epoch">Of the new run.</param>
    /// <param name="account">As the new run's <see cref="RunStart.Account"/>.</param>
    /// <param name="log">Is told what is left out, and why.</param>
    /// <exception cref="IOException">A run is damaged: what it knew of orders and fills must not be passed over.</exception>
    public static AccountState? Read(string directory, uint epoch, string? account, Action<string> log)
    {
        var halt = ReasonCode.None;
        foreach (var before in JournalDirectory.Epochs(directory).Where(other => other < epoch).OrderDescending())
        {
            var run = JournalDirectory.RunPath(directory, before);
            if (JournalDirectory.Segments(run).Length == 0)
            {
                continue;
            }

            var reader = new JournalReader(run);
            if (!reader.TryRead(out var first) && reader.End is JournalEnd.Open or JournalEnd.Torn)
            {
                // It died before its first record.
                continue;
            }

            if (ConfigOf(reader, in first, account, log) is not { } config)
            {
                return null;
            }

            (reader, var replica) = AccountSnapshot.Read(run, config, log) ?? (reader, new AccountReplica(config));
            Fold(reader, replica);
            halt = halt == ReasonCode.None ? replica.Halt : halt;
            if (replica.IsComplete)
            {
                return replica.Capture() with { Halt = halt };
            }
        }

        return null;
    }

    /// <summary>Leads a replica through the records from where the reader stands to the run's end.</summary>
    /// <exception cref="IOException">The run is damaged.</exception>
    internal static void Fold(JournalReader reader, AccountReplica replica)
    {
        while (reader.TryRead(out var record))
        {
            if (record.Type == RecordType.Input && Concerns(record.InputKind))
            {
                record.CopyTo(out InputEvent input);
                replica.OnInput(in input, record.Number);
            }
            else if (record.Type == RecordType.Output)
            {
                record.CopyTo(out OutputEvent output);
                replica.OnOutput(in output);
            }
        }

        if (reader.End == JournalEnd.Corrupt)
        {
            throw new IOException(
                $"{reader.Problem}. What this run knew of orders and fills cannot be read. Look at it with 'hedger journal verify'; a new run "
                + "begins once its segments are elsewhere, and then takes up what the run before it knew");
        }
    }

    /// <summary>Market data and measurements say nothing of the account.</summary>
    private static bool Concerns(InputKind kind) =>
        kind is not (InputKind.BookChunk or InputKind.BookInvalidated or InputKind.Ticker or InputKind.Quote or InputKind.Index or InputKind.MarkVol
            or InputKind.Trade or InputKind.Portfolio or InputKind.EngineHealth);

    /// <summary>Null: the run is not of this account, or not of this program, and nothing before it is up to date.</summary>
    private static CoreConfig? ConfigOf(JournalReader reader, in JournalRecord first, string? account, Action<string> log)
    {
        if (first.Type != RecordType.RunStart)
        {
            if (!reader.IsOtherVersion)
            {
                throw new IOException(reader.Problem ?? $"{reader.Segment} does not begin with the run's start");
            }

            log($"{reader.Problem}: the account is taken over from the venue");
            return null;
        }

        try
        {
            var start = RunStart.Parse(first.Text);
            if (start.Account == account)
            {
                var config = start.ReadCore();
                return config.Validate() is { Count: > 0 } problems ? throw new ArgumentException(problems[0]) : config;
            }

            log($"{reader.Segment} is of another account ({start.Account ?? "unknown"}): nothing is taken over from it");
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            log($"{reader.Segment} is of a program with other settings: the account is taken over from the venue ({e.Message})");
        }

        return null;
    }
}
