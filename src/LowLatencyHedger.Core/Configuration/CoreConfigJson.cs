using System.Text.Json;
using System.Text.Json.Serialization;

namespace LowLatencyHedger.Core.Configuration;

/// <summary>
/// The configuration as JSON: every value written, in the order of declaration, so that equal configurations are equal bytes.
/// Unknown names are refused. Cold.
/// </summary>
public static class CoreConfigJson
{
    public static byte[] Serialize(CoreConfig config) =>
        JsonSerializer.SerializeToUtf8Bytes(config, CoreConfigJsonContext.Default.CoreConfig);

    /// <exception cref="JsonException">The text is not a configuration.</exception>
    public static CoreConfig Deserialize(ReadOnlySpan<byte> utf8) =>
        JsonSerializer.Deserialize(utf8, CoreConfigJsonContext.Default.CoreConfig) ?? throw new JsonException("the configuration is null");
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    UseStringEnumConverter = true,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true)]
[JsonSerializable(typeof(CoreConfig))]
internal sealed partial class CoreConfigJsonContext : JsonSerializerContext;
