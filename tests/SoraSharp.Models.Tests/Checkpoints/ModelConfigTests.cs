using System.Text;
using SoraSharp.Models.Checkpoints;
using Xunit;

namespace SoraSharp.Models.Tests.Checkpoints;

public sealed class ModelConfigTests
{
    [Fact]
    public void Omitted_keys_have_the_default_and_null_is_told_apart()
    {
        ModelConfig config = Parse("""{"none": null, "seven": 7, "float": 2.0, "list": [1, 2], "on": true, "name": "x", "inner": {"half": 0.5}}""");
        Assert.Equal(3, config.GetInt64("absent", 3));
        Assert.Equal(7, config.GetInt64("seven", 3));
        Assert.Equal(2, config.GetInt64("float"));
        Assert.Null(config.GetInt64OrNull("none", 3));
        Assert.Equal(3, config.GetInt64OrNull("absent", 3));
        Assert.True(config.IsNull("none"));
        Assert.False(config.Has("none"));
        Assert.False(config.IsNull("absent"));
        Assert.Equal([1, 2], config.GetInt64Array("list"));
        Assert.True(config.GetBool("on", false));
        Assert.Equal("x", config.GetString("name"));
        Assert.Equal(0.5, config.GetObject("inner").GetDouble("half"));
        Assert.Null(config.GetObjectOrNull("none"));
    }

    [Fact]
    public void Numbers_that_only_python_writes_are_let_pass_and_refused_where_asked_for()
    {
        ModelConfig config = Parse("""{"low": -Infinity, "none": [NaN, 1], "text": "Infinity \" NaN", "seven": 7}""");
        Assert.Equal(7, config.GetInt64("seven"));
        Assert.Equal("Infinity \" NaN", config.GetString("text"));
        Assert.Contains("low is \"-Infinity\"; it must be a number", Assert.Throws<CheckpointException>(() => config.GetDouble("low")).Message, StringComparison.Ordinal);
        Assert.Throws<CheckpointException>(() => config.GetDoubleArray("none"));
    }

    [Theory]
    [InlineData("""{"layers": "two"}""", "layers is \"two\"; it must be a whole number")]
    [InlineData("""{"layers": 2.5}""", "layers is 2.5; it must be a whole number")]
    [InlineData("""{"layers": null}""", "layers is null; it must be a whole number")]
    [InlineData("""{"layers": 0}""", "layers is 0; it must be from 1 to")]
    [InlineData("""{"layers": 1e12}""", "layers is 1e12; it must be from 1 to")]
    [InlineData("""{"layers": 1e300}""", "layers is 1e300; it must be a whole number")]
    [InlineData("""{}""", "layers is missing; it is required")]
    public void A_wrong_size_is_named_with_file_value_and_rule(string json, string message)
    {
        CheckpointException error = Assert.Throws<CheckpointException>(() => Parse(json).GetSize("layers"));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.StartsWith("vae/config.json: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_value_in_a_list_or_an_inner_object_is_named_with_its_place()
    {
        Assert.Contains("list[1] is \"b\"", Assert.Throws<CheckpointException>(() => Parse("""{"list": [1, "b"]}""").GetInt64Array("list")).Message, StringComparison.Ordinal);
        Assert.Contains("list is 5; it must be a list", Assert.Throws<CheckpointException>(() => Parse("""{"list": 5}""").GetInt64Array("list")).Message, StringComparison.Ordinal);
        Assert.Contains("inner.on is 1; it must be true or false", Assert.Throws<CheckpointException>(() => Parse("""{"inner": {"on": 1}}""").GetObject("inner").GetBool("on")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[1]")]
    [InlineData("{\"a\": 1, \"a\": 2}")]
    [InlineData("{\"a\": 1")]
    public void What_is_not_a_JSON_object_is_refused(string json) =>
        Assert.Contains("vae/config.json", Assert.Throws<CheckpointException>(() => Parse(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void Deep_nesting_is_refused() =>
        Assert.Throws<CheckpointException>(() => Parse("{\"a\":" + new string('[', 100_000) + new string(']', 100_000) + "}"));

    private static ModelConfig Parse(string json) => ModelConfig.Parse(Encoding.UTF8.GetBytes(json), "vae/config.json");
}
