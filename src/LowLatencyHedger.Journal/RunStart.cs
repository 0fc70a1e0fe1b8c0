using System.Text.Json;
using System.Text.Json.Serialization;
using LowLatencyHedger.Core.Configuration;

namespace LowLatencyHedger.Journal;

/// <summary>The first record of a run: everything besides its inputs that decides what it does.</summary>
public sealed record RunStart
{
    public required uint Epoch { get; init; }

    /// <summary>UTC, ISO 8601.</summary>
    public required string StartedUtc { get; init; }

    public required string Program { get; init; }

    public required string Machine { get; init; }

    /// <summary>Which venue's account the run trades; runs of different accounts know nothing of each other. Null in older journals.</summary>
    public string? Account { get; init; }

    /// <summary>As <see cref="CoreConfigJson"/> writes it.</summary>
    public required JsonElement Core { get; init; }

    public CoreConfig ReadCore() => CoreConfigJson.Deserialize(System.Text.Encoding.UTF8.GetBytes(Core.GetRawText()));

    public byte[] ToUtf8() => JsonSerializer.SerializeToUtf8Bytes(this, RunTextContext.Default.RunStart);

    /// <exception cref="JsonException">The text is not that of a run's start.</exception>
    public static RunStart Parse(string text) =>
        JsonSerializer.Deserialize(text, RunTextContext.Default.RunStart) ?? throw new JsonException("the run's start is null");
}

/// <summary>The last record of a run that stopped in order.</summary>
public sealed record RunEnd
{
    public required long Inputs { get; init; }

    public required long Outputs { get; init; }

    /// <summary>Hexadecimal.</summary>
    public required string DecisionHash { get; init; }

    /// <summary>Why the run ended.</summary>
    public required string Reason { get; init; }

    public byte[] ToUtf8() => JsonSerializer.SerializeToUtf8Bytes(this, RunTextContext.Default.RunEnd);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RunStart))]
[JsonSerializable(typeof(RunEnd))]
[JsonSerializable(typeof(AccountSnapshot.Place))]
internal sealed partial class RunTextContext : JsonSerializerContext;
